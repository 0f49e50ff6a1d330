"""The coach: values in, values out. It knows no audio, clock, network, disk or hardware."""

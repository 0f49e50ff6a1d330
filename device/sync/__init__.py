"""A kiosk and the centre's server: scenarios come down, results go up, nothing is lost.

`protocol` is what is said, `client` says it over the network, `identity` is who the kiosk is and
whom it believes. `content` brings scenarios down and `outbox` takes results up; neither needs a
network, so that both can travel by memory stick too. `agent` does it all, again and again.
"""

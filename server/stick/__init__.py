"""Memory sticks, for kiosks that have no network.

`letter` is what is written to each other, `take` takes in what kiosks wrote, `give` says what goes
on the stick for them; `folder` is a stick in this machine, `zipped` one in somebody's browser.
"""

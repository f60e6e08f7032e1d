"""The meeting server Janus, in a process of its own: pictures and screens too, and a tap that costs little.

Janus is driven over one WebSocket and is never reachable by browsers but for media. Licensed under the GPL, it is a
separate program that is spoken to over its network interface.
"""

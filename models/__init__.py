"""How sound becomes words: audio types, ports, engines and weights. Speech models only."""

"""When things happen: pure decisions about speech, and the asyncio that carries them."""

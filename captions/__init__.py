"""The text domain: words, caption events, stability, layout and formats. Imports the standard library only."""

"""Records of meetings: what is kept, with which rights, and how it is found again."""

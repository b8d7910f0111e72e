"""Starting the programs together, and knowing when each is ready."""

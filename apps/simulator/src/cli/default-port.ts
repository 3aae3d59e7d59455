/** Where `start` listens unless told, and where the other commands look for it. */
export const DEFAULT_PORT = 4700;

/** Tells the pages which path was asked for; set by the proxy, never taken from outside. */
export const PATH_HEADER = "x-session-path";

/** How long one request may take, its body included: a 4 MiB piece over a slow line takes its time. */
export const REQUEST_TIMEOUT_MS = 300_000;

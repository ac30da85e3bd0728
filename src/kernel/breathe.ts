/** Lets everything else have its turn: an embedded database answers at once, so a long loop over it would keep Slack waiting. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/**
 * Follows the continuation tokens of a list that comes page by page. A page without a token is the last one, and so is
 * one whose token is that of the page before. An empty page may have others behind it.
 */
export async function* pages<Page, Token>(
  ask: (token: Token | undefined) => Promise<Page>,
  nextToken: (page: Page) => Token | undefined,
  start?: Token,
): AsyncGenerator<Page> {
  for (let token = start; ;) {
    const page = await ask(token);
    yield page;
    const next = nextToken(page);
    if (next === undefined || next === token) return;
    token = next;
  }
}

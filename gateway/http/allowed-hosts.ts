/** Names by which a server on this machine may be asked; a page of another site can't make a browser send one of them. */
export const localHosts: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

/** @param allowed host names without port; `*` allows every one */
export function isAllowedHost(header: string | undefined, allowed: readonly string[]): boolean {
  if (allowed.includes('*')) return true;
  if (header === undefined) return false;
  const host = header.toLowerCase().replace(/:\d*$/, '');
  return allowed.some((each) => each.toLowerCase() === host);
}

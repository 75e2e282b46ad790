/** One entry of `orderBy` or `prefer`: a name, ascending where no direction is given. */
export type Order = { readonly name: string; readonly descending: boolean };

export type ReadOrder =
  { readonly ok: true; readonly order: Order } | { readonly ok: false; readonly reason: string; readonly fix: string };

/** Reads `month`, `month ASC` or `month DESC`. A misspelt direction would silently turn the order round. */
export function readOrder(text: string): ReadOrder {
  const [name = '', direction = 'ASC', ...rest] = text.trim().split(/\s+/);
  const upper = direction.toUpperCase();
  if (name !== '' && rest.length === 0 && (upper === 'ASC' || upper === 'DESC'))
    return { ok: true, order: { name, descending: upper === 'DESC' } };
  const shown = name === '' ? 'name' : name;
  return { ok: false, reason: `“${text}” is no order`, fix: `Write "${shown} ASC" or "${shown} DESC".` };
}

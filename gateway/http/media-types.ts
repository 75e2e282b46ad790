export type ResponseMediaType = 'application/graphql-response+json' | 'application/json';

const offers: readonly ResponseMediaType[] = ['application/graphql-response+json', 'application/json'];

/**
 * The media type to answer in, or null when none of ours is accepted. Without an `Accept` header, and
 * for wildcards, it is `application/json`, as GraphQL over HTTP wants until the watershed.
 */
export function negotiateMediaType(accept: string | undefined): ResponseMediaType | null {
  if (accept === undefined || accept.trim() === '') return 'application/json';
  const ranges = accept
    .split(',')
    .map(parseRange)
    .filter(({ quality, utf8 }) => quality > 0 && utf8);
  ranges.sort((a, b) => b.quality - a.quality); // stable: the client's order among equals
  for (const { type } of ranges) {
    if (type === '*/*' || type === 'application/*') return 'application/json';
    const offer = offers.find((each) => each === type);
    if (offer !== undefined) return offer;
  }
  return null;
}

function parseRange(range: string): { readonly type: string; readonly quality: number; readonly utf8: boolean } {
  const [type = '', ...parameters] = range.toLowerCase().replace(/[\s"]/g, '').split(';');
  const parameter = (name: string) => parameters.find((each) => each.startsWith(`${name}=`))?.slice(name.length + 1);
  const quality = Number(parameter('q') ?? '1');
  const charset = parameter('charset') ?? 'utf-8';
  return { type, quality: Number.isNaN(quality) ? 0 : quality, utf8: charset === 'utf-8' || charset === 'utf8' };
}

/** Is this request body JSON in UTF-8? Anything else could be sent by a foreign page's form. */
export function isJsonContent(contentType: string | undefined): boolean {
  if (contentType === 'application/json') return true; // as nearly everybody says it
  const { type, utf8 } = parseRange(contentType ?? '');
  return type === 'application/json' && utf8;
}

import { Kind, parse, print, visit, type DirectiveNode } from 'graphql';

/** Links of these specs say `for: SECURITY`, which makes the stock gateway 2.14 refuse to start. */
const refusedSpecs = /^https:\/\/specs\.apollo\.dev\/(authenticated|requiresScopes|policy|context)\//;

/**
 * The supergraph as the stock gateway takes it: without the links it refuses. Definitions and uses of
 * these directives stay, as directives without a meaning. Nothing enforces them: a gateway refuses to
 * serve such a supergraph, which can only be read.
 */
export function supergraphForStockGateway(supergraphSdl: string): string {
  const document = parse(supergraphSdl, { noLocation: true });
  if (!document.definitions.some((definition) => definition.directives?.some(isRefusedLink))) return supergraphSdl;
  return print(visit(document, { Directive: (directive) => (isRefusedLink(directive) ? null : undefined) }));
}

function isRefusedLink(directive: DirectiveNode): boolean {
  if (directive.name.value !== 'link') return false;
  const url = directive.arguments?.find((argument) => argument.name.value === 'url')?.value;
  return url?.kind === Kind.STRING && refusedSpecs.test(url.value);
}

import { Kind, parse, print, visit, type DirectiveNode } from 'graphql';

/** Links of these specs say `for: SECURITY`, which makes the stock gateway 2.14 refuse to start. */
const refusedSpecs = /^https:\/\/specs\.apollo\.dev\/(authenticated|requiresScopes|policy|context)\//;

/**
 * The supergraph as the stock gateway takes it: without the links it refuses. Definitions and uses of these directives
 * stay, as directives without a meaning to it: who may see what, our own guard says, in front of any engine.
 */
export function supergraphForStockGateway(supergraphSdl: string): string {
  const document = parse(supergraphSdl, { noLocation: true });
  if (!document.definitions.some((definition) => definition.directives?.some(isRefusedLink))) return supergraphSdl;
  return print(visit(document, { Directive: (directive) => (isRefusedLink(directive) ? null : undefined) }));
}

/** Does it hand values down from object to field? The stock gateway doesn't. */
export const linksContext = (supergraphSdl: string): boolean =>
  parse(supergraphSdl, { noLocation: true }).definitions.some((definition) =>
    definition.directives?.some((directive) => /^https:\/\/specs\.apollo\.dev\/context\//.test(linkedUrl(directive))),
  );

const isRefusedLink = (directive: DirectiveNode): boolean => refusedSpecs.test(linkedUrl(directive));

function linkedUrl(directive: DirectiveNode): string {
  if (directive.name.value !== 'link') return '';
  const url = directive.arguments?.find((argument) => argument.name.value === 'url')?.value;
  return url?.kind === Kind.STRING ? url.value : '';
}

import { authenticateNobody, createAuthenticator, type Authenticate } from '../gateway/security/tokens.ts';
import { readResidentId } from '../adapters/codecs/resident-id.ts';
import type { Role } from '../schema/request.ts';
import { letsSignIn, type Config } from './config.ts';

/** Who a configuration lets sign in. Tokens of a demo are refused. */
export function authenticatorOf({
  auth,
  clients,
  services,
}: Pick<Config, 'auth' | 'clients' | 'services'>): Authenticate {
  if (!letsSignIn({ auth, services })) return authenticateNobody;
  return createAuthenticator({ issuers: auth, clients, services, canonicalSubject });
}

/** A citizen's rows are found by the canonical id, whichever form the issuer keeps. */
export const canonicalSubject = (subject: string, role: Role): string =>
  role === 'citizen' ? readResidentId(subject) : subject;

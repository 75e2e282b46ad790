import { errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { OnestopError } from '../../schema/errors.ts';

/** What a token must be to be believed. */
export type TokenDemands = {
  readonly issuer: string;
  /** One of them must be the token's. */
  readonly audiences: readonly string[];
  /** Only a demo takes tokens for the audience `demo`. */
  readonly demo: boolean;
  /** Seconds since it was issued, where that must be said and not be long ago. */
  readonly maxTokenAge?: number;
};

const algorithms = ['ES256', 'EdDSA', 'RS256', 'PS256'];
const clockToleranceSeconds = 30;

/** The claims of a signed JWT. Throws `UNAUTHENTICATED`, and what `keys` throws. */
export async function verifyToken(token: string, keys: JWTVerifyGetKey, demands: TokenDemands): Promise<JWTPayload> {
  const { issuer, audiences, demo, maxTokenAge } = demands;
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience: [...audiences],
      algorithms,
      clockTolerance: clockToleranceSeconds,
      ...(maxTokenAge !== undefined && { maxTokenAge }),
      requiredClaims: ['exp'],
    });
    if (!demo && [payload.aud].flat().includes('demo')) throw unauthenticated('it is a demo token');
    return payload;
  } catch (error) {
    if (error instanceof errors.JOSEError) throw unauthenticated(reasonOf(error));
    throw error;
  }
}

/** In our words: the library's messages quote claims. */
function reasonOf(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired) return 'it has expired';
  if (error instanceof errors.JWTClaimValidationFailed)
    return `its claim “${error.claim}” is not what this server wants`;
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'its signature is wrong';
  if (error instanceof errors.JWKSNoMatchingKey) return 'it is signed with a key of nobody this server trusts';
  if (error instanceof errors.JOSEAlgNotAllowed) return 'its algorithm is not allowed';
  return 'it is not a signed JWT';
}

export const unauthenticated = (reason: string): OnestopError => new OnestopError('UNAUTHENTICATED', { reason });

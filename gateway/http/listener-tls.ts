import type { ServerOptions } from 'node:https';
import { TLSSocket } from 'node:tls';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ClientCertificate } from '../security/client-certificate.ts';

/** PEM: what to listen with, and whose certificates clients may show. */
export type ListenerTls = {
  readonly cert: string;
  readonly key: string;
  readonly ca?: string;
  /**
   * Must clients show a certificate of `ca`, which is the default where there is one, or may they? Then whoever shows
   * another, or none, is let in as nobody.
   */
  readonly clients?: 'required' | 'optional';
};

export function listenerOptions({ cert, key, ca, clients }: ListenerTls): ServerOptions {
  const required = (clients ?? (ca === undefined ? null : 'required')) === 'required';
  const asked = required || clients === 'optional';
  return {
    ...contextOptions({ cert, key, ...(ca !== undefined && { ca }) }),
    ...(asked && { requestCert: true, rejectUnauthorized: required }),
  };
}

const contextOptions = ({ cert, key, ca }: Omit<ListenerTls, 'clients'>) => ({
  ...{ cert, key, minVersion: 'TLSv1.2' as const },
  ...(ca !== undefined && { ca }),
});

/**
 * New connections are made with it; those that are open stay as they are. What clients must show can't change.
 * @throws what Node says of a certificate and a key that are none
 */
export function renewCertificate(app: FastifyInstance, tls: ListenerTls): void {
  // Servers of http and https are one type to the framework.
  if ('setSecureContext' in app.server) (app.server as unknown as SecureServer).setSecureContext(contextOptions(tls));
}

type SecureServer = { readonly setSecureContext: (options: ReturnType<typeof contextOptions>) => void };

/** The certificate that the request's connection was made with; null where it has shown none. */
export function certificateOf({ raw }: FastifyRequest): ClientCertificate | null {
  const { socket } = raw;
  if (!(socket instanceof TLSSocket)) return null;
  const x509 = socket.getPeerX509Certificate();
  return x509 === undefined ? null : { x509, isVouchedFor: socket.authorized };
}

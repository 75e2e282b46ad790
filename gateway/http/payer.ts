import { isIPv6 } from 'node:net';
import type { Caller } from '../../schema/request.ts';
import type { Payer } from '../resilience/rate-limiter.ts';

/** Whose bucket a request is paid from: the verified client's; of who did not sign in, the address's. */
export const payerOf = (caller: Caller | null, address: string): Payer =>
  caller === null ? { kind: 'address', name: networkOf(address) } : { kind: 'client', name: caller.client };

/** An IPv4 address; of an IPv6 address the first 64 bits, which are one subscriber's, who may use all of the rest. */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  const mapped = /^::ffff:([\d.]+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [head = '', tail = ''] = address.split('::');
  const [before, after] = [head, tail].map((part) => part.split(':').filter((group) => group !== ''));
  const groups = [...(before ?? []), ...Array<string>(8).fill('0')].slice(0, 8 - (after?.length ?? 0));
  return [...groups, ...(after ?? [])].slice(0, 4).join(':');
}

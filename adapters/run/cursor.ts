import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto';
import { isCursorValue, type CursorValue } from '../database/cursor-value.ts';

/**
 * Cursors: the sort values of a row, sealed. They are encrypted, for they may be personal, and
 * authenticated together with the list they belong to, so that none can be made up or carried to
 * another list. The nonce is drawn from the content: the same row has the same cursor everywhere.
 */
export type CursorCodec = {
  /** @param list what the cursor is bound to: department, list and order */
  readonly seal: (list: string, values: readonly CursorValue[]) => string;
  /** Null for anything that was not sealed for this list. */
  readonly open: (list: string, cursor: string) => readonly CursorValue[] | null;
};

const nonceBytes = 12;
const tagBytes = 16;

export function createCursorCodec(secret: string): CursorCodec {
  const [sealKey, nonceKey] = [deriveKey(secret, 'cursor seal'), deriveKey(secret, 'cursor nonce')];
  return {
    seal: (list, values) => {
      const plain = JSON.stringify(values);
      const nonce = createHmac('sha256', nonceKey).update(`${list}\n${plain}`).digest().subarray(0, nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', sealKey, nonce).setAAD(Buffer.from(list));
      const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
    },
    open: (list, cursor) => {
      try {
        const bytes = Buffer.from(cursor, 'base64url');
        // Decoding is lenient; a cursor has one spelling.
        if (bytes.toString('base64url') !== cursor) return null;
        const decipher = createDecipheriv('aes-256-gcm', sealKey, bytes.subarray(0, nonceBytes), {
          authTagLength: tagBytes,
        });
        decipher.setAAD(Buffer.from(list)).setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
        const plain = Buffer.concat([
          decipher.update(bytes.subarray(nonceBytes + tagBytes)),
          decipher.final(),
        ]).toString('utf8');
        const values: unknown = JSON.parse(plain);
        return Array.isArray(values) && values.every(isCursorValue) ? values : null;
      } catch {
        return null;
      }
    },
  };
}

/** One secret, a key for each use: whoever learns one key learns no other. 32 bytes. */
export const deriveKey = (secret: string, use: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, '', `onestop ${use}`, 32));

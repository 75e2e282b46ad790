import type { JSONWebKeySet } from 'jose';
import { readFileSync } from 'node:fs';
import { OnestopError } from '../schema/errors.ts';

/**
 * Public keys out of a file.
 * @param where of the setting, for messages
 * @throws {OnestopError} `CONFIG_INVALID`
 */
export function readJwks(file: string, where: string): JSONWebKeySet {
  const wrong = (cause?: unknown) =>
    new OnestopError(
      'CONFIG_INVALID',
      { where, reason: `${file}: the file holds no JWKS`, fix: 'Give the public keys as { "keys": [ … ] }.' },
      { cause },
    );
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof value === 'object' && value !== null && 'keys' in value && isListOfObjects(value.keys))
      // What the keys are is for the verifier to judge.
      return { keys: value.keys as JSONWebKeySet['keys'] };
  } catch (cause) {
    throw wrong(cause);
  }
  throw wrong();
}

const isListOfObjects = (value: unknown): boolean =>
  Array.isArray(value) && value.every((each) => typeof each === 'object' && each !== null);

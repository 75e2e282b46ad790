import type { CallerIdentifier } from '../../schema/request.ts';
import { creditCodeForms, isValidCreditCode, readCreditCode } from './credit-code.ts';
import { personNameForms, readPersonName } from './person-name.ts';
import { isValidPhone, phoneForms, readPhone } from './phone.ts';
import { isValidResidentId, readResidentId, residentIdForms } from './resident-id.ts';

/**
 * How one kind of key is written in a database and in the graph. The parameter of a statement
 * carries every stored form and the column stays bare, so that its index works.
 */
export type KeyCodec = {
  /** Stored form → canonical form. */
  readonly read: (stored: string) => string;
  /** Canonical form → every stored form, each once. */
  readonly storedForms: (canonical: string) => readonly string[];
  /** Is the canonical form a well-formed key? What isn't is still looked up. */
  readonly isValid: (canonical: string) => boolean;
  /** Has every canonical key exactly one stored form? Then a relation over it can be a join. */
  readonly single: boolean;
};

const text: KeyCodec = {
  read: (stored) => stored.trimEnd(),
  storedForms: (canonical) => [canonical],
  isValid: () => true,
  single: true,
};

const residentId: KeyCodec = {
  read: readResidentId,
  storedForms: residentIdForms,
  isValid: isValidResidentId,
  single: false,
};

const creditCode: KeyCodec = {
  read: readCreditCode,
  storedForms: creditCodeForms,
  isValid: isValidCreditCode,
  single: false,
};

const phone: KeyCodec = { read: readPhone, storedForms: phoneForms, isValid: isValidPhone, single: false };

const personName: KeyCodec = {
  read: readPersonName,
  storedForms: personNameForms,
  isValid: () => true,
  single: false,
};

/** By the names of the enum `KeyCodec` in schema/directives.ts. */
export const keyCodecs = {
  TEXT: text,
  RESIDENT_ID: residentId,
  CREDIT_CODE: creditCode,
  PHONE: phone,
  PERSON_NAME: personName,
} as const satisfies Record<string, KeyCodec>;

export type KeyCodecName = keyof typeof keyCodecs;

/** Which of a caller's identifiers a kind of key is; none for keys of other things, and for the id. */
export const identifierOf: Readonly<Partial<Record<KeyCodecName, CallerIdentifier>>> = {
  PHONE: 'telephone',
  PERSON_NAME: 'fullName',
};

export const isKeyCodecName = (name: string): name is KeyCodecName => Object.hasOwn(keyCodecs, name);

export const codecsOf = (names: readonly KeyCodecName[]): readonly KeyCodec[] => names.map((each) => keyCodecs[each]);

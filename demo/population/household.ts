import type { Address } from './city.ts';
import type { Relation } from './household-plan.ts';
import type { Sex } from './names.ts';

export type Citizen = {
  /** Position in the population, from 0. */
  readonly index: number;
  /** 公民身份号码, 18 characters, valid. */
  readonly id: string;
  readonly name: string;
  readonly formerName: string | null;
  readonly sex: Sex;
  /** yyyyMMdd */
  readonly birth: string;
  /** yyyyMMdd */
  readonly death: string | null;
  readonly relation: Relation;
  /** Eleven digits in a range that no operator has. */
  readonly phone: string | null;
  readonly employer: string | null;
  /** Has a fixed id and carries no dirt. */
  readonly notable: boolean;
};

export type Household = {
  /** From 0, without gaps. */
  readonly number: number;
  readonly kind: 'family' | 'collective';
  readonly address: Address;
  /** The head first; a collective household's first member is no head. */
  readonly members: readonly Citizen[];
};

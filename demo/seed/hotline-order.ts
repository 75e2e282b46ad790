import type { Address } from '../population/city.ts';
import type { Caller } from './hotline-callers.ts';
import type { Topic } from './hotline-topics.ts';

/** Milliseconds since 1970 on the hotline's own clock, which knows no zone. */
export type LocalTime = number;

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

/** 受理 派单 签收 退单 办理 督办 办结 回访 重办. */
export type OrderStep =
  'accepted' | 'dispatched' | 'signed' | 'returned' | 'handled' | 'supervised' | 'closed' | 'followedUp' | 'reopened';

export type OrderEvent = {
  readonly step: OrderStep;
  readonly at: LocalTime;
  /** The office that took the step. */
  readonly by: string;
  readonly note: string;
};

export type OrderChannel = 'phone' | 'web' | 'app' | 'fax' | 'counter';

/** 5 非常满意 … 1 非常不满意. */
export type Level = 1 | 2 | 3 | 4 | 5;

export type OrderRating = { readonly level: Level; readonly at: LocalTime; readonly comment: string | null };

/** A work order as it happened, before an office wrote it down. */
export type Order = {
  /** Digits: the day and a number of the city. */
  readonly number: string;
  readonly caller: Caller;
  readonly topic: Topic;
  readonly channel: OrderChannel;
  readonly serviceCode: string | null;
  readonly caseNumber: string | null;
  readonly address: Address;
  readonly requested: LocalTime;
  /** What the caller said, in full. */
  readonly text: string;
  readonly unit: { readonly code: string; readonly name: string };
  /** Oldest first. */
  readonly events: readonly OrderEvent[];
  /** What was answered last; null while nothing was. */
  readonly answer: string | null;
  /** Oldest first. */
  readonly ratings: readonly OrderRating[];
};

const days = new Map<number, string>();

/** `2025-06-12 09:30:00`; days are few and written once. */
export function writeTime(time: LocalTime): string {
  const number = Math.floor(time / day);
  const date = days.get(number) ?? new Date(time).toISOString().slice(0, 10);
  days.set(number, date);
  const seconds = Math.floor((time - number * day) / 1000);
  return `${date} ${two(seconds / 3600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}`;
}

const two = (part: number): string => String(Math.floor(part)).padStart(2, '0');

/** `20250612093000` */
export const writeCompact = (time: LocalTime): string => writeTime(time).replace(/\D/g, '');

/** @param text `2025-06-12 09:30:00` */
export const readTime = (text: string): LocalTime => Date.parse(`${text.replace(' ', 'T')}Z`);

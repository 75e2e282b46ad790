import { readFileSync } from 'node:fs';
import path from 'node:path';
import { isMap, isNode, isSeq, type Document, type LineCounter } from 'yaml';
import { OnestopError } from '../schema/errors.ts';
import type { Renewable } from '../schema/renewable.ts';
import { checkSecret } from '../schema/shared-secret.ts';
import { FromFiles, type FilesSetting, type WatchedFiles } from './from-files.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export type ConfigSource = {
  readonly file: string;
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
  readonly environment: Environment;
};

/** Reads typed values out of YAML; whatever is not as it should be is told with its line. */
export class ConfigReader {
  readonly #source: ConfigSource;
  readonly #kept: WatchedFiles[] = [];

  constructor(source: ConfigSource) {
    this.#source = source;
  }

  /** What was read from files that may change. */
  get kept(): readonly WatchedFiles[] {
    return this.#kept;
  }

  /** Reads files, now and whenever they have changed. */
  keep<T>(setting: FilesSetting<T>): FromFiles<T> {
    const kept = new FromFiles(setting);
    this.#kept.push(kept);
    return kept;
  }

  has(at: readonly string[]): boolean {
    return this.#raw(at) !== undefined;
  }

  value(at: readonly string[], type: 'string'): string | undefined;
  value(at: readonly string[], type: 'number'): number | undefined;
  value(at: readonly string[], type: 'boolean'): boolean | undefined;
  value(at: readonly string[], type: 'string' | 'number' | 'boolean'): unknown {
    const raw = this.#raw(at);
    if (raw === undefined || typeof raw === type) return raw;
    return this.refuse(at, `a ${type} is wanted, not ${JSON.stringify(raw)}`, `Write a ${type}.`);
  }

  isText(at: readonly string[]): boolean {
    return typeof this.#raw(at) === 'string';
  }

  isList(at: readonly string[]): boolean {
    return Array.isArray(this.#raw(at));
  }

  texts(at: readonly string[]): readonly string[] {
    const raw = this.#raw(at) ?? [];
    if (Array.isArray(raw) && raw.every((each) => typeof each === 'string')) return raw;
    return this.refuse(at, 'a list of texts is wanted', 'Write [one, two].');
  }

  /** Keys of a mapping, or indexes of a list. */
  keys(at: readonly string[]): readonly string[] {
    const raw = this.#raw(at) ?? {};
    return typeof raw === 'object'
      ? Object.keys(raw)
      : this.refuse(at, 'a list or mapping is wanted', 'Indent its entries below it.');
  }

  /** `env:NAME` or `file:PATH`: a secret in a configuration would be a secret in a backup. */
  secret(at: readonly string[]): string | null {
    const text = this.#hidden(at, 'a long random text');
    return text === null ? null : checkSecret(text, { where: this.place(at) });
  }

  /** The same; one in a file is read anew when it changes. */
  renewableSecret(at: readonly string[]): Renewable<string> | null {
    const [, name] = /^file:(.+)$/.exec(this.value(at, 'string') ?? '') ?? [];
    if (name === undefined) return this.secret(at);
    const [file, where] = [this.path(name), this.place(at)];
    return this.keep({ place: where, files: [file], read: () => readSecretFile(file, where) }).now;
  }

  /** `env:NAME` or `file:PATH`: a database's URL holds a password. */
  databaseUrl(at: readonly string[]): string | null {
    const example = 'postgres://account:password@host/database';
    const text = this.#hidden(at, example);
    if (text === null || /^postgres(ql)?:\/\//.test(text)) return text;
    return this.refuse(at, 'it is no URL of a PostgreSQL database', `Use ${example}.`);
  }

  path(relative: string): string {
    return path.resolve(path.dirname(this.#source.file), relative);
  }

  /** A misspelt setting would silently be none. */
  allow(at: readonly string[], names: readonly string[]): void {
    for (const key of this.keys(at)) {
      if (!names.includes(key)) this.refuse([...at, key], `there is no setting “${key}”`, `Use ${names.join(', ')}.`);
    }
  }

  refuse(at: readonly string[], reason: string, fix: string): never {
    throw new OnestopError('CONFIG_INVALID', {
      where: this.place(at),
      reason,
      fix,
    });
  }

  /** What stands in the environment or in a file of its own. */
  #hidden(at: readonly string[], example: string): string | null {
    const text = this.value(at, 'string');
    if (text === undefined) return null;
    const [, kind, name = ''] = /^(env|file):(.+)$/.exec(text) ?? [];
    if (kind === 'file') return readText(this.path(name)).trim();
    if (kind !== 'env') return this.refuse(at, 'a secret stands in the file itself', 'Write env:NAME or file:PATH.');
    const value = this.#source.environment[name];
    if (value !== undefined && value !== '') return value;
    return this.refuse(at, `the environment has no ${name}`, `Set ${name} to ${example}.`);
  }

  /** File, line and name of a setting. */
  place(at: readonly string[]): string {
    return `${this.#source.file}:${this.#lineOf(at)} ${at.join('.')}`.trim();
  }

  #raw(at: readonly string[]): unknown {
    const value: unknown =
      at.length === 0 ? this.#source.document.toJS() : this.#source.document.getIn(at.map(indexOrKey));
    return isMap(value) || (typeof value === 'object' && value !== null && 'toJSON' in value)
      ? (value as { toJSON: () => unknown }).toJSON()
      : (value ?? undefined);
  }

  /** Line of the setting's name, or of the list's entry. */
  #lineOf(at: readonly string[]): number {
    let node: unknown = this.#source.document.contents;
    let offset = offsetOf(node);
    for (const key of at) {
      const pair = isMap(node) ? node.items.find((each) => String(each.key) === key) : undefined;
      node = isSeq(node) ? node.items[Number(key)] : pair?.value;
      offset = offsetOf(pair?.key) ?? offsetOf(node) ?? offset;
    }
    return this.#source.lines.linePos(offset ?? 0).line;
  }
}

const offsetOf = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined);

const indexOrKey = (key: string): string | number => (/^\d+$/.test(key) ? Number(key) : key);

/** Throws `CONFIG_INVALID` for a file that can't be read. */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new OnestopError(
      'CONFIG_INVALID',
      { where: file, reason: 'the file can’t be read', fix: 'Check the path and its rights.' },
      { cause },
    );
  }
}

/** Throws `CONFIG_INVALID` for one that can't be read, or is short. */
export const readSecretFile = (file: string, where: string): string => checkSecret(readText(file).trim(), { where });

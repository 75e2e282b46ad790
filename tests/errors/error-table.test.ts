import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { writeErrorReference } from '../../cli/error-reference.ts';
import { checkoutFolder } from '../../demo/data-folder.ts';
import { errorTable, isErrorCode, OnestopError, renderMessage, type ErrorCode } from '../../schema/errors.ts';
import { findErrorUses, sourceFiles } from './error-uses.ts';

const codes = Object.keys(errorTable).filter(isErrorCode);
const uses = findErrorUses();

/** Codes of the table that nothing raises yet, each with the reason why it is kept. */
const reserved: Readonly<Partial<Record<ErrorCode, string>>> = {};

const placeholders = (code: ErrorCode): readonly string[] =>
  [...`${errorTable[code].message} ${errorTable[code].action}`.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);

describe('the error table', () => {
  test('has every code that the source raises', () => {
    expect(uses.length).toBeGreaterThan(60);
    expect(uses.filter(({ code }) => !isErrorCode(code))).toEqual([]);
  });

  test('has no code that nothing raises', () => {
    const source = sourceFiles()
      .map(({ text }) => text)
      .join('\n');
    const unused = codes.filter((code) => reserved[code] === undefined && !new RegExp(`'${code}'`).test(source));
    expect(unused).toEqual([]);
  });

  test('has no reserved code that is raised after all', () => {
    expect(uses.filter(({ code }) => isErrorCode(code) && reserved[code] !== undefined)).toEqual([]);
  });

  test('has messages whose placeholders are filled wherever they are raised', () => {
    const open = uses.flatMap(({ place, code, filled }) => {
      if (!isErrorCode(code) || filled === null) return [];
      const missing = placeholders(code).filter((name) => !filled.includes(name));
      return missing.length === 0 ? [] : [`${place} ${code} leaves {${missing.join('}, {')}}`];
    });
    expect(open).toEqual([]);
  });

  test.each(codes)('%s has a message, a way out and a status', (code) => {
    const { message, action, status } = errorTable[code];
    expect(message).toMatch(/\S/);
    expect(action).toMatch(/(\.|^\{fix\})$/);
    expect(message).not.toMatch(/\.$/);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(600);
  });

  test('answers with its own message, way out and status', () => {
    const error = new OnestopError('PORT_IN_USE', { port: 4000 });
    expect([error.code, error.message, error.status]).toEqual(['PORT_IN_USE', 'Port 4000 is taken', 500]);
    expect(error.action).toContain('--port');
  });

  test('fills only what it is given, and nothing twice', () => {
    expect(renderMessage('DEPARTMENT_TIMEOUT', { department: '{department} $& $1' })).toBe(
      '{department} $& $1 did not answer in time',
    );
    expect(renderMessage('DEPARTMENT_TIMEOUT')).toBe('{department} did not answer in time');
    expect(isErrorCode('toString')).toBe(false);
  });
});

test('docs/errors.md is what the table says; `npm run docs` writes it anew', () => {
  expect(readFileSync(path.join(checkoutFolder(), 'docs/errors.md'), 'utf8')).toBe(writeErrorReference());
});

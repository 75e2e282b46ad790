import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { checkoutFolder } from '../../demo/data-folder.ts';

/** A place in the source that raises a code of the error table. */
export type ErrorUse = {
  readonly place: string;
  readonly code: string;
  /** Names that fill the message; null where the source does not show them. */
  readonly filled: readonly string[] | null;
};

const rooms = ['schema', 'adapters', 'subgraphs', 'gateway', 'cli', 'demo'];

/** Every source file of the product, but not the table itself. */
export function sourceFiles(): readonly { readonly name: string; readonly text: string }[] {
  const checkout = checkoutFolder();
  return rooms
    .flatMap((room) =>
      readdirSync(path.join(checkout, room), { recursive: true, encoding: 'utf8' }).map((file) =>
        path.join(room, file),
      ),
    )
    .filter((name) => /\.tsx?$/.test(name) && name !== path.join('schema', 'errors.ts'))
    .map((name) => ({ name, text: readFileSync(path.join(checkout, name), 'utf8') }));
}

/** Uses of `new OnestopError('CODE', { … })` and `mistakes.add('CODE', place, { … })`, found by syntax. */
export function findErrorUses(): readonly ErrorUse[] {
  return sourceFiles().flatMap(({ name, text }) => {
    const file = ts.createSourceFile(name, text, ts.ScriptTarget.ESNext, true);
    const uses: ErrorUse[] = [];
    const visit = (node: ts.Node): void => {
      uses.push(...readUse(node, file));
      ts.forEachChild(node, visit);
    };
    visit(file);
    return uses;
  });
}

function readUse(node: ts.Node, file: ts.SourceFile): readonly ErrorUse[] {
  const call = raisingCall(node);
  if (call === null) return [];
  const { line } = file.getLineAndCharacterOfPosition(node.getStart());
  const filled = namesOf(call.details);
  return codesOf(call.code).map((code) => ({ place: `${file.fileName}:${line + 1}`, code, filled }));
}

type RaisingCall = { readonly code: ts.Expression | undefined; readonly details: ts.Expression | undefined };

function raisingCall(node: ts.Node): RaisingCall | null {
  if (ts.isNewExpression(node) && node.expression.getText() === 'OnestopError')
    return { code: node.arguments?.[0], details: node.arguments?.[1] };
  if (ts.isCallExpression(node) && /(^|\.)mistakes\.add$/.test(node.expression.getText()))
    return { code: node.arguments[0], details: node.arguments[2] };
  return null;
}

function codesOf(node: ts.Expression | undefined): readonly string[] {
  if (node === undefined) return [];
  if (ts.isStringLiteral(node)) return [node.text];
  return ts.isConditionalExpression(node) ? [...codesOf(node.whenTrue), ...codesOf(node.whenFalse)] : [];
}

function namesOf(details: ts.Expression | undefined): readonly string[] | null {
  if (details === undefined) return [];
  if (!ts.isObjectLiteralExpression(details)) return null;
  const names = details.properties.map((property) =>
    property.name !== undefined && ts.isIdentifier(property.name) ? property.name.text : null,
  );
  return names.every((name) => name !== null) ? names : null;
}

/**
 * The small language of `@table(where:)`. It is parsed, never pasted: column names are quoted by the
 * dialect and checked against the database, and nothing else can reach a statement's text.
 *
 *   condition  = and { OR and }
 *   and        = not { AND not }
 *   not        = [ NOT ] ( "(" condition ")" | comparison )
 *   comparison = column ( operator literal | [ NOT ] IN "(" literal { "," literal } ")" | IS [ NOT ] NULL )
 */
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Condition[] }
  | { readonly kind: 'not'; readonly part: Condition }
  | { readonly kind: 'compare'; readonly column: string; readonly operator: CompareOperator; readonly literal: Literal }
  | { readonly kind: 'in'; readonly column: string; readonly literals: readonly Literal[] }
  | { readonly kind: 'null'; readonly column: string };

export type CompareOperator = '=' | '<>' | '<' | '<=' | '>' | '>=';
/** Numbers stay text, so that no digit is lost. A backslash is a backslash: every dialect must hold it so. */
export type Literal = { readonly kind: 'string' | 'number'; readonly text: string };

export type ParsedCondition =
  { readonly ok: true; readonly condition: Condition } | { readonly ok: false; readonly reason: string };

type Token = {
  readonly kind: 'word' | 'name' | 'string' | 'number' | 'symbol' | 'end';
  readonly text: string;
  readonly at: number;
};

const tokenPattern =
  /\s*(?:(?<word>[\p{L}_][\p{L}\p{N}_$]*)|"(?<name>(?:[^"]|"")+)"|'(?<string>(?:[^']|'')*)'|(?<number>-?\d+(?:\.\d+)?)|(?<symbol><>|!=|<=|>=|[=<>(),]))/uy;

class ConditionSyntaxError extends Error {}

export function parseCondition(text: string): ParsedCondition {
  try {
    const parser = new Parser(tokenize(text));
    return { ok: true, condition: parser.parse() };
  } catch (error) {
    if (error instanceof ConditionSyntaxError) return { ok: false, reason: error.message };
    throw error;
  }
}

/** Every column a condition names. */
export function conditionColumns(condition: Condition): readonly string[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.parts.flatMap(conditionColumns);
    case 'not':
      return conditionColumns(condition.part);
    case 'compare':
    case 'in':
    case 'null':
      return [condition.column];
  }
}

function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (text.slice(at).trim() !== '') {
    tokenPattern.lastIndex = at;
    const match = tokenPattern.exec(text);
    if (match === null) throw new ConditionSyntaxError(`“${text.slice(at).trim()}” at character ${at + 1}`);
    tokens.push(readToken(match.groups ?? {}, at));
    at = tokenPattern.lastIndex;
  }
  return [...tokens, { kind: 'end', text: 'the end', at }];
}

function readToken(groups: Readonly<Record<string, string | undefined>>, at: number): Token {
  if (groups['word'] !== undefined) return { kind: 'word', text: groups['word'], at };
  if (groups['name'] !== undefined) return { kind: 'name', text: groups['name'].replaceAll('""', '"'), at };
  if (groups['string'] !== undefined) return { kind: 'string', text: groups['string'].replaceAll("''", "'"), at };
  if (groups['number'] !== undefined) return { kind: 'number', text: groups['number'], at };
  const symbol = groups['symbol'] ?? '';
  return { kind: 'symbol', text: symbol === '!=' ? '<>' : symbol, at };
}

const operators: readonly string[] = ['=', '<>', '<', '<=', '>', '>='];
const isOperator = (text: string): text is CompareOperator => operators.includes(text);

class Parser {
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  parse(): Condition {
    const condition = this.#or();
    if (this.#peek().kind !== 'end') throw this.#unexpected('AND, OR or the end');
    return condition;
  }

  #or(): Condition {
    return this.#chain('or', () => this.#chain('and', () => this.#not()));
  }

  #chain(kind: 'and' | 'or', part: () => Condition): Condition {
    const first = part();
    const parts = [first];
    while (this.#take(kind)) parts.push(part());
    return parts.length === 1 ? first : { kind, parts };
  }

  #not(): Condition {
    if (this.#take('not')) return { kind: 'not', part: this.#not() };
    if (!this.#take('(')) return this.#comparison();
    const condition = this.#or();
    this.#expect(')');
    return condition;
  }

  #comparison(): Condition {
    const token = this.#advance();
    if (token.kind !== 'word' && token.kind !== 'name') throw this.#unexpected('a column', token);
    const column = token.text;
    if (this.#take('is')) return this.#negated(this.#take('not'), { kind: 'null', column }, () => this.#expect('null'));
    const negate = this.#take('not');
    if (negate || this.#peekIs('in')) {
      this.#expect('in');
      return this.#negated(negate, { kind: 'in', column, literals: this.#literals() });
    }
    const operator = this.#advance();
    if (!isOperator(operator.text)) throw this.#unexpected('an operator', operator);
    return { kind: 'compare', column, operator: operator.text, literal: this.#literal() };
  }

  #negated(negate: boolean, part: Condition, rest?: () => void): Condition {
    rest?.();
    return negate ? { kind: 'not', part } : part;
  }

  #literals(): readonly Literal[] {
    this.#expect('(');
    const literals = [this.#literal()];
    while (this.#take(',')) literals.push(this.#literal());
    this.#expect(')');
    return literals;
  }

  #literal(): Literal {
    const token = this.#advance();
    if (token.kind !== 'string' && token.kind !== 'number') throw this.#unexpected('a literal', token);
    return { kind: token.kind, text: token.text };
  }

  #peek(): Token {
    return this.#tokens[this.#next] ?? { kind: 'end', text: 'the end', at: 0 };
  }

  #peekIs(text: string): boolean {
    const token = this.#peek();
    return (token.kind === 'word' || token.kind === 'symbol') && token.text.toLowerCase() === text;
  }

  #advance(): Token {
    const token = this.#peek();
    this.#next += 1;
    return token;
  }

  #take(text: string): boolean {
    const found = this.#peekIs(text);
    if (found) this.#next += 1;
    return found;
  }

  #expect(text: string): void {
    if (!this.#take(text)) throw this.#unexpected(text.toUpperCase());
  }

  #unexpected(wanted: string, token = this.#peek()): ConditionSyntaxError {
    return new ConditionSyntaxError(`${wanted} is wanted where “${token.text}” stands, character ${token.at + 1}`);
  }
}

import { isJson, type Json } from '../records.ts';

export type Surface = 'message' | 'modal' | 'home';

export interface Report {
  surface: Surface;
  /** Adds a problem: Slack's words and the JSON pointer of the place. */
  say(words: string, at: string): void;
  /** Whether a file of this id can be shown; absent where nobody knows. */
  hasFile?: (id: string) => boolean;
}

/** Looks at one value and reports what Slack would refuse. */
export type Rule = (value: unknown, at: string, report: Report) => void;

export function string(limits: { min?: number; max: number; pattern?: RegExp }): Rule {
  const { min = 1, max, pattern } = limits;
  return (value, at, { say }) => {
    if (typeof value !== 'string') return say('must be a string', at);
    if (value.length < min) return say(`must be more than ${min - 1} characters`, at);
    if (value.length > max) return say(`must be less than ${max + 1} characters`, at);
    if (pattern && !pattern.test(value)) say('must match the expected format', at);
  };
}

export function integer(limits: { min: number; max: number }): Rule {
  return (value, at, { say }) => {
    if (!Number.isInteger(value)) return say('must be an integer', at);
    if (Number(value) < limits.min) return say(`must be at least ${limits.min}`, at);
    if (Number(value) > limits.max) say(`must be at most ${limits.max}`, at);
  };
}

export const number: Rule = (value, at, { say }) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) say('must be a number', at);
};

export const boolean: Rule = (value, at, { say }) => {
  if (typeof value !== 'boolean') say('must be a boolean', at);
};

export function oneOf(...values: (string | number)[]): Rule {
  return (value, at, { say }) => {
    if (!values.some((one) => one === value)) say('must be a valid enum value', at);
  };
}

export function list(item: Rule, limits: { min?: number; max: number }): Rule {
  const { min = 1, max } = limits;
  return (value, at, report) => {
    if (!Array.isArray(value)) return report.say('must be an array', at);
    if (value.length < min) return report.say(`no fewer than ${min} items allowed`, at);
    if (value.length > max) return report.say(`no more than ${max} items allowed`, at);
    for (const [index, one] of value.entries()) item(one, `${at}/${index}`, report);
  };
}

type Fields = Record<string, Rule>;

/** An object with these fields and no others; a field that is null counts as absent. */
export function object(fields: {
  required?: Fields;
  optional?: Fields;
  and?: (value: Json, at: string, report: Report) => void;
}): Rule {
  const { required = {}, optional = {}, and } = fields;
  const known = new Map([...Object.entries(required), ...Object.entries(optional)]);
  return (value, at, report) => {
    if (!isJson(value)) return report.say('must provide an object', at);
    for (const name of Object.keys(required)) {
      if (isAbsent(value[name])) report.say(`missing required field: ${name}`, at);
    }
    for (const [name, one] of Object.entries(value)) {
      if (name === 'type' || isAbsent(one)) continue;
      const rule = known.get(name);
      if (rule) rule(one, `${at}/${name}`, report);
      else report.say(`invalid additional property: ${name}`, at);
    }
    and?.(value, at, report);
  };
}

export const isAbsent = (value: unknown): boolean => value === undefined || value === null;

/** One of several kinds of object, told apart by `type`. */
export function byType(kinds: () => Record<string, Rule>): Rule {
  return (value, at, report) => {
    if (!isJson(value)) return report.say('must provide an object', at);
    if (typeof value.type !== 'string') return report.say('missing required field: type', at);
    const rule = Object.hasOwn(kinds(), value.type) ? kinds()[value.type] : undefined;
    if (rule) rule(value, at, report);
    else report.say(`unsupported type: ${value.type}`, `${at}/type`);
  };
}

/** A rule that holds on some surfaces only. */
export function on(surfaces: Surface[], rule: Rule): Rule {
  return (value, at, report) => {
    if (surfaces.includes(report.surface)) rule(value, at, report);
    else report.say(`unsupported type: ${isJson(value) ? String(value.type) : ''}`, `${at}/type`);
  };
}

import type { Action, Command, OptionsSource, Shortcut, Submission } from './gesture.ts';

export interface Listeners {
  actions: Action[];
  submissions: Submission[];
  shortcuts: Shortcut[];
  options: OptionsSource[];
}

function byName<T>(kind: string, all: T[], nameOf: (one: T) => string): Map<string, T> {
  const map = new Map<string, T>();
  for (const one of all) {
    if (map.has(nameOf(one))) throw new Error(`Two ${kind} are called ${nameOf(one)}.`);
    map.set(nameOf(one), one);
  }
  return map;
}

/** Events that the app listens to; the manifest subscribes to these and no other. */
export const eventNames = ['app_home_opened', 'app_uninstalled', 'message', 'tokens_revoked', 'user_change'] as const;

/** Everything a person can do, by name. A name that is used twice is a mistake of ours and stops the start. */
export function createRegistry(commands: Command[], listeners: Listeners) {
  const registry = {
    commands: byName('commands', commands, (one) => one.name),
    actions: byName('actions', listeners.actions, (one) => one.id),
    submissions: byName('submissions', listeners.submissions, (one) => one.callbackId),
    shortcuts: byName('shortcuts', listeners.shortcuts, (one) => one.callbackId),
    options: byName('options', listeners.options, (one) => one.id),
  };
  return {
    ...registry,
    /** The names of all gestures, as the access check knows them. */
    gestures: (): string[] => [
      ...[...registry.commands.keys()].map((name) => `command:${name}`),
      ...[...registry.actions.keys()].map((name) => `action:${name}`),
      ...[...registry.submissions.keys()].map((name) => `view:${name}`),
      ...[...registry.shortcuts.keys()].map((name) => `shortcut:${name}`),
      ...[...registry.options.keys()].map((name) => `options:${name}`),
      ...eventNames.map((name) => `event:${name}`),
    ],
  };
}

export type Registry = ReturnType<typeof createRegistry>;

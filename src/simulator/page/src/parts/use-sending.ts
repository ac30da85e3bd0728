import { useState } from 'react';
import type { ActResult, PageAct } from '../../../page-api.ts';
import { commandIn, toWire } from '../state/compose.ts';
import { usePageState, useStore } from '../state/context.ts';
import { toBase64 } from '../state/files.ts';

interface Target {
  channelId: string;
  threadTs?: string;
}

/** How what is typed leaves: as a message, a command or a file. The text comes back through `put` when it could not. */
export function useSending({ channelId, threadTs }: Target, put: (text: string) => void) {
  const store = useStore();
  const { commands, people } = usePageState();
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);

  function problemOf(command: string): string | undefined {
    if (threadTs) return `${command} is not supported in threads. Sorry.`;
    if (!commands.some((one) => one.command === command)) return `${command} is not a valid command.`;
    return undefined;
  }

  async function actFor(line: string, file: File | undefined): Promise<PageAct> {
    if (file) {
      const mimetype = file.type || 'application/octet-stream';
      return {
        kind: 'upload',
        name: file.name,
        mimetype,
        base64: await toBase64(file),
        channelId,
        text: toWire(line, people),
      };
    }
    const typed = commandIn(line);
    if (typed) return { kind: 'command', channelId, command: typed.command, text: toWire(typed.text, people) };
    return { kind: 'post', channelId, text: toWire(line, people), ...(threadTs ? { threadTs } : {}) };
  }

  async function leave(line: string, file: File | undefined): Promise<ActResult> {
    setBusy(true);
    put('');
    const result = await store.act(await actFor(line, file), { quiet: true });
    setBusy(false);
    return result;
  }

  return {
    problem,
    busy,
    forget: () => setProblem(''),
    /** True when it has left. */
    async send(line: string, file: File | undefined): Promise<boolean> {
      const typed = file ? undefined : commandIn(line);
      const wrong = typed && problemOf(typed.command);
      setProblem(wrong ?? '');
      if (wrong) return false;
      const result = await leave(line, file);
      if (result.ok) return true;
      put(line);
      setProblem(result.error ?? 'That did not leave. Try again.');
      return false;
    },
  };
}

import { useCallback, useState } from 'react';
import type { PageAct, PageFile } from '../../../page-api.ts';
import { useStore } from '../state/context.ts';
import { toBase64 } from '../state/files.ts';
import type { Store } from '../state/store.ts';
import type { Host } from './host.ts';
import type { BlockShape, Option, Values } from './shapes.ts';
import { collect, keepEdits, type Place, valueAt, withValue } from './view-state.ts';

type From = { channelId: string; ts: string } | { viewId: string };

/** The state of the whole form goes along with each gesture in it, as in Slack's own payloads. */
type ActionAct = Extract<PageAct, { kind: 'block_action' }> & { state: Values };

interface Options {
  from: From;
  surface: Host['surface'];
  blocks: readonly BlockShape[];
  remembered?: Record<string, Record<string, unknown>>;
  errors?: Record<string, string>;
  disabled?: boolean;
  edits: Values;
  setEdits: (change: (edits: Values) => Values) => void;
  onEdit?: (blockId: string) => void;
  submit?: () => void;
}

async function askForOptions(store: Store, from: From, asked: { place: Place; query: string }): Promise<Option[]> {
  const { blockId, actionId } = asked.place;
  const viewId = 'viewId' in from ? from.viewId : '';
  const { options = [] } = await store.act({ kind: 'options', viewId, blockId, actionId, query: asked.query });
  return options.map(({ text, value, description }) => ({
    text: { type: 'plain_text', text },
    value,
    ...(description ? { description: { type: 'plain_text', text: description } } : {}),
  }));
}

async function upload(store: Store, file: File): Promise<PageFile | undefined> {
  const mimetype = file.type || 'application/octet-stream';
  const result = await store.act({ kind: 'upload', name: file.name, mimetype, base64: await toBase64(file) });
  return result.file;
}

/** Which elements wait for their answer; a second press while one waits does nothing. */
function useBusy() {
  const [busy, setBusy] = useState<readonly string[]>([]);
  const keyOf = (place: { blockId: string; actionId: string }) => `${place.blockId}/${place.actionId}`;
  return {
    isBusy: (place: { blockId: string; actionId: string }) => busy.includes(keyOf(place)),
    async during(place: Place, work: () => Promise<unknown>): Promise<void> {
      const mine = keyOf(place);
      if (busy.includes(mine)) return;
      setBusy((now) => [...now, mine]);
      await work();
      setBusy((now) => now.filter((one) => one !== mine));
    },
  };
}

/** A host for one message or view, on the page's store. */
export function useBlocksHost(options: Options): Host {
  const { from, blocks, edits, setEdits, onEdit, remembered = {} } = options;
  const store = useStore();
  const { isBusy, during } = useBusy();
  return {
    surface: options.surface,
    key: 'viewId' in from ? from.viewId : `${from.channelId}-${from.ts}`,
    disabled: options.disabled ?? false,
    errors: options.errors ?? {},
    submit: options.submit,
    isBusy,
    valueOf: (place) => valueAt(place, edits, remembered),
    edit(place, value) {
      setEdits((now) => withValue(now, place, value));
      onEdit?.(place.blockId);
    },
    fire(place, value) {
      const { blockId, actionId } = place;
      const state = collect(blocks, value ? withValue(edits, place, value) : edits, remembered);
      const act: ActionAct = { kind: 'block_action', from, blockId, actionId, state, ...(value ? { value } : {}) };
      return during(place, () => store.act(act));
    },
    options: (place, query) => askForOptions(store, from, { place, query }),
    upload: (file) => upload(store, file),
  };
}

/** What was typed into one message or view; an update of it keeps what still has its field. */
export function useEdits(blocks: readonly BlockShape[]): [Values, (change: (edits: Values) => Values) => void] {
  const [held, setHeld] = useState<{ blocks: readonly BlockShape[]; edits: Values }>({ blocks, edits: {} });
  if (held.blocks !== blocks) setHeld({ blocks, edits: keepEdits(held.edits, blocks) });
  const setEdits = useCallback(
    (change: (edits: Values) => Values) => setHeld((now) => ({ ...now, edits: change(now.edits) })),
    [],
  );
  return [held.edits, setEdits];
}

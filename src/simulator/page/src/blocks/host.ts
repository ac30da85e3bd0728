import { createContext, use } from 'react';
import type { PageFile } from '../../../page-api.ts';
import type { ElementValue, Option } from './shapes.ts';
import type { Place } from './view-state.ts';

/** What the blocks of one message or view stand in: where values live and where gestures go. */
export interface Host {
  surface: 'message' | 'modal' | 'home';
  /** Makes ids of fields unique on the page. */
  key: string;
  disabled: boolean;
  errors: Record<string, string>;
  valueOf(place: Place): ElementValue;
  /** Keeps a value on the page, without telling the app. */
  edit(place: Place, value: ElementValue): void;
  /** Tells the app. */
  fire(place: Place, value?: ElementValue): Promise<void>;
  isBusy(place: { blockId: string; actionId: string }): boolean;
  options(place: Place, query: string): Promise<Option[]>;
  upload(file: File): Promise<PageFile | undefined>;
  /** Enter in a one-line field sends the form where there is one. */
  submit?: () => void;
}

export const HostContext = createContext<Host | null>(null);

export function useHost(): Host {
  const host = use(HostContext);
  if (!host) throw new Error('Blocks stand outside a message or view.');
  return host;
}

/** True where a change reaches the app at once and not with the form. */
export const tellsApp = (place: Place): boolean => !place.isInput || place.block.dispatch_action === true;

export const fieldId = (host: Host, place: { blockId: string; actionId: string }): string =>
  `${host.key}-${place.blockId}-${place.actionId}`.replaceAll(/\s/g, '_');

/** Attributes by which a script finds an element. */
export const marksOf = (place: { blockId: string; actionId: string }) => ({
  'data-block-id': place.blockId,
  'data-action-id': place.actionId,
});

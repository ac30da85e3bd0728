import { useCallback, useEffect, useMemo, useState } from 'react';

export interface Place {
  channelId?: string;
  threadTs?: string;
  /** Tab of the app's own place. */
  tab?: 'home' | 'messages' | 'about';
  /** A message to point out. */
  ts?: string;
}

export interface Nav extends Place {
  go(place: Place): void;
}

/** `#/C123`, `#/C123/thread/1700.1`, `#/D123/home`: the back button works, and a place can be linked to. */
export function placeOf(hash: string): Place {
  const [channelId, kind, value] = hash.replace(/^#\/?/, '').split('/');
  if (!channelId) return {};
  if (kind === 'thread' && value) return { channelId, threadTs: value };
  if (kind === 'message' && value) return { channelId, ts: value };
  if (kind === 'home' || kind === 'messages' || kind === 'about') return { channelId, tab: kind };
  return { channelId };
}

export function hashOf({ channelId, threadTs, tab, ts }: Place): string {
  if (!channelId) return '#/';
  if (threadTs) return `#/${channelId}/thread/${threadTs}`;
  if (ts) return `#/${channelId}/message/${ts}`;
  return tab ? `#/${channelId}/${tab}` : `#/${channelId}`;
}

/** The place that a link of Slack's own kind points to, undefined for any other address. */
export function placeOfLink(url: string, app: { channelId?: string }): Place | undefined {
  const archive = /\/archives\/([CDG][A-Z0-9]+)(?:\/p(\d{10})(\d{6}))?(?:\?.*?thread_ts=([\d.]+))?/.exec(url);
  if (archive) {
    const [, channelId, seconds, fraction, threadTs] = archive;
    const ts = seconds ? `${seconds}.${fraction}` : undefined;
    return threadTs ? { channelId, threadTs } : { channelId, ts };
  }
  if (!url.startsWith('slack://app') || !app.channelId) return undefined;
  return { channelId: app.channelId, tab: url.includes('tab=messages') ? 'messages' : 'home' };
}

export function useHashNav(): Nav {
  const [place, setPlace] = useState<Place>(() => placeOf(location.hash));
  useEffect(() => {
    const read = () => setPlace(placeOf(location.hash));
    addEventListener('hashchange', read);
    return () => removeEventListener('hashchange', read);
  }, []);
  const go = useCallback((next: Place) => {
    const hash = hashOf(next);
    if (location.hash !== hash) location.hash = hash;
    setPlace(next);
  }, []);
  return useMemo(() => ({ ...place, go }), [place, go]);
}

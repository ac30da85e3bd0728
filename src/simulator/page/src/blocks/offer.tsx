import { useEffect, useRef, useState } from 'react';
import { Avatar } from '../parts/avatar.tsx';
import { Icon } from '../parts/icons.tsx';
import { usePart } from '../state/context.ts';
import { type Choosable, fromOption, isExternal, matching, offered } from './choices.ts';
import { useHost } from './host.ts';
import type { Place } from './view-state.ts';

const ASK_AFTER_MS = 220;
const SHOWN = 100;
/** Slack's own default for a select that asks the app. */
const MIN_QUERY = 3;

interface Offer {
  choices: Choosable[];
  /** What to say where there is nothing to choose. */
  empty: string;
}

/** What a select offers for this query; an external one asks the app. */
export function useOffer(place: Place, query: string, open: boolean): Offer {
  const host = useHost();
  const people = usePart((state) => state.people);
  const channels = usePart((state) => state.channels);
  const [asked, setAsked] = useState<{ query: string; choices: Choosable[] }>();
  const { element } = place;
  const external = isExternal(element);
  const minimum = element.min_query_length ?? MIN_QUERY;
  const asks = external && open && query.length >= minimum;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another query asks again
  useEffect(() => {
    if (!asks) return;
    let current = true;
    const ask = async () => {
      const options = await host.options(place, query);
      if (current) setAsked({ query, choices: options.map((one) => fromOption(one)) });
    };
    const timer = setTimeout(() => void ask(), ASK_AFTER_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [asks, query]);
  if (!external)
    return { choices: matching(offered(element, { people, channels }), query).slice(0, SHOWN), empty: 'Nothing fits' };
  if (!asks)
    return { choices: [], empty: `Type ${minimum} ${minimum === 1 ? 'character' : 'characters'} or more to search` };
  return { choices: asked?.choices ?? [], empty: asked?.query === query ? 'Nothing fits' : 'Looking…' };
}

interface ItemProps {
  id: string;
  choice: Choosable;
  at: number;
  active: boolean;
  chosen: boolean;
  onPick: (choice: Choosable) => void;
}

function Item({ id, choice, at, active, chosen, onPick }: ItemProps) {
  return (
    <button
      type="button"
      role="option"
      id={`${id}-${at}`}
      data-at={at}
      data-value={choice.id}
      tabIndex={-1}
      aria-selected={chosen}
      className={active ? 'offer-item active' : 'offer-item'}
      onPointerDown={(event) => event.preventDefault()}
      onClick={() => onPick(choice)}
    >
      {choice.person && <Avatar person={choice.person} size={20} />}
      <span className="offer-words">
        <span>{choice.label}</span>
        {choice.detail && <span className="offer-detail">{choice.detail}</span>}
      </span>
      {chosen && <Icon name="check" size={16} />}
    </button>
  );
}

interface ListProps {
  id: string;
  offer: Offer;
  chosen: readonly Choosable[];
  /** Which one the arrow keys stand on. */
  at: number;
  many: boolean;
  onPick: (choice: Choosable) => void;
}

/** The list under a select. */
export function OfferList({ id, offer, chosen, at, many, onPick }: ListProps) {
  const list = useRef<HTMLDivElement>(null);
  const { choices } = offer;
  useEffect(() => {
    list.current?.querySelector(`[data-at="${at}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  return (
    <div className="offer" role="listbox" id={id} aria-multiselectable={many || undefined} tabIndex={-1} ref={list}>
      {choices.map((choice, index) => (
        <div key={choice.id}>
          {choice.group && choice.group !== choices[index - 1]?.group && (
            <div className="offer-group">{choice.group}</div>
          )}
          <Item
            id={id}
            choice={choice}
            at={index}
            active={index === at}
            chosen={chosen.some((one) => one.id === choice.id)}
            onPick={onPick}
          />
        </div>
      ))}
      {choices.length === 0 && <p className="offer-empty">{offer.empty}</p>}
    </div>
  );
}

import { useCallback, useRef, useState } from 'react';
import { useDirectory, useNow, useShown, useSnapshot, useStore } from '../state/context.ts';
import { useTheme } from '../state/theme.ts';
import { clockLabel, fieldValue, fromField, fullLabel, nextAtHour } from '../text/dates.ts';
import { Icon } from './icons.tsx';
import { Popover } from './popover.tsx';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The app's notes are words, or the instant it has come to. */
function noteWords(note: string, zone: string): string {
  const at = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(note) ? Date.parse(note) : Number.NaN;
  return Number.isNaN(at) ? note : `at ${clockLabel(at, zone)}`;
}

function PickTime({
  now,
  zone,
  onPick,
  onClose,
}: {
  now: number;
  zone: string;
  onPick: (at: number) => void;
  onClose: () => void;
}) {
  const [value, setValue] = useState(() => fieldValue(now + HOUR_MS, zone));
  const at = fromField(value, zone);
  const ahead = at !== undefined && at > now;
  return (
    <form
      className="pick-time"
      onSubmit={(event) => {
        event.preventDefault();
        if (at === undefined || !ahead) return;
        onClose();
        onPick(at);
      }}
    >
      <label>
        Turn the clock to
        <input
          type="datetime-local"
          value={value}
          min={fieldValue(now, zone)}
          onChange={(event) => setValue(event.target.value)}
        />
      </label>
      {!ahead && <p className="field-hint">The clock turns forward only.</p>}
      <button type="submit" className="button primary solid" disabled={!ahead}>
        Turn
      </button>
    </form>
  );
}

/** The turned clock, and what turns it. */
function ClockBar() {
  const store = useStore();
  const now = useNow();
  const { state, clockNote } = useShown();
  const { zone } = useDirectory();
  const [picking, setPicking] = useState(false);
  const pickButton = useRef<HTMLButtonElement>(null);
  const closePick = useCallback(() => setPicking(false), []);
  const turn = (to: number) => void store.act({ kind: 'turn_clock', to });
  const steps = [
    { label: '+1 hour', to: () => now + HOUR_MS },
    { label: 'Next morning 9:00', to: () => nextAtHour(now, zone, 9) },
    { label: '+1 day', to: () => now + DAY_MS },
    { label: '+3 days', to: () => now + 3 * DAY_MS },
  ];
  const city = zone.split('/').at(-1)?.replaceAll('_', ' ');
  return (
    <section className="clock-bar" aria-label="Clock">
      <span className="clock-face" title={`${fullLabel(now, zone)}, ${zone}`}>
        <Icon name="clock" size={16} />
        <time data-testid="clock" dateTime={new Date(now).toISOString()}>
          {clockLabel(now, zone)}
        </time>
        <span className="clock-zone">{city}</span>
      </span>
      {state.turning ? (
        <span className="clock-note" role="status" data-testid="clock-note">
          <span className="spinner" aria-hidden="true" />
          Turning the clock… {noteWords(clockNote, zone)}
        </span>
      ) : (
        <span className="clock-steps">
          {steps.map((step) => (
            <button key={step.label} type="button" onClick={() => turn(step.to())}>
              {step.label}
            </button>
          ))}
          <button
            ref={pickButton}
            type="button"
            aria-haspopup="dialog"
            aria-expanded={picking}
            onClick={() => setPicking(!picking)}
          >
            Pick…
          </button>
        </span>
      )}
      {picking && (
        <Popover anchor={pickButton} onClose={closePick} align="end">
          <PickTime now={now} zone={zone} onPick={turn} onClose={closePick} />
        </Popover>
      )}
    </section>
  );
}

function Connection() {
  const { live } = useSnapshot();
  const { appConnected } = useShown().state;
  const words = live ? (appConnected ? undefined : 'App not connected') : 'Reconnecting…';
  if (!words) return null;
  const title = live
    ? 'Commands and buttons fail until the app connects. Is it running?'
    : 'The page goes on as soon as the workspace answers again.';
  return (
    <span className="connection" role="status" data-testid="app-status" title={title}>
      <span className="dot" aria-hidden="true" />
      {words}
    </span>
  );
}

export function TopBar() {
  const [theme, setTheme] = useTheme();
  const other = theme === 'dark' ? 'light' : 'dark';
  return (
    <header className="top-bar">
      <div className="top-left">
        <Connection />
      </div>
      <ClockBar />
      <div className="top-right">
        <button
          type="button"
          className="top-button"
          aria-label={`Use the ${other} theme`}
          title={`Use the ${other} theme`}
          onClick={() => setTheme(other)}
        >
          <Icon name={theme === 'dark' ? 'sun' : 'moon'} />
        </button>
      </div>
    </header>
  );
}

import type { Language, Temperament } from './types.ts';

/** How a prospect answers, by address; whoever is not named here is silent. */
export const temperaments: Record<string, Temperament> = {
  'ada.byron@fernline.example': { kind: 'interested' },
  'j.whitfield@harborpine.example': { kind: 'objecting', about: 'price' },
  'tyrell.banks@harborpine.example': { kind: 'slow', answersTouch: 2 },
  'carla.mendoza@kestrelfield.example': { kind: 'asks' },
  'omar.haddad@redwoodinst.example': { kind: 'away', businessDays: 8, onReturn: 'silent' },
  'wade.thornton@mesafreight.example': { kind: 'objecting', about: 'tool' },
  'luis.ortega@copperline.example': { kind: 'interested' },
  'imran.sheikh@brackenhall.example': { kind: 'objecting', about: 'timing' },
  'info@thistlerowe.example': { kind: 'desk' },
  'priyanka.nair@ouseburn.example': { kind: 'interested' },
  'juergen.weiss@nordwerk.example': { kind: 'objecting', about: 'timing' },
  'sabine.krueger@nordwerk.example': { kind: 'away', businessDays: 6, onReturn: 'silent' },
  'matthias.brandl@lindenhof.example': { kind: 'gone', how: 'bounce' },
  'elodie.moreau@atelier-moreau.example': { kind: 'asks' },
  'chloe.garnier@rivage-energie.example': { kind: 'opt_out', tone: 'polite' },
  'mehdi.benali@rivage-energie.example': { kind: 'slow', answersTouch: 3 },
  'begona.nunez@pena-nunez.example': { kind: 'interested' },
  'femke.deboer@vandijkkoel.example': { kind: 'objecting', about: 'authority' },
  'ruben.visser@poldercloud.example': { kind: 'gone', how: 'left' },
  'asa.lindstrom@akerlundbygg.example': { kind: 'away', businessDays: 4, onReturn: 'interested' },
  'nils.hedman@fjallsyn.example': { kind: 'opt_out', tone: 'angry' },
  'm.zak@wislakomponenty.example': { kind: 'slow', answersTouch: 2 },
  'michal.nowak@baltyksystemy.example': { kind: 'gone', how: 'bounce' },
  'aarav.mehta@deccanprecision.example': { kind: 'slow', answersTouch: 2 },
  'meera.pillai@coromandelcloud.example': { kind: 'opt_out', tone: 'angry' },
  'rajesh.pillai@straitsmarine.example': { kind: 'away', businessDays: 5, onReturn: 'silent' },
  'wes.kitamura@cascadiatimber.example': { kind: 'gone', how: 'bounce' },
};

/** Who writes in another language than English, by address. */
export const languages: Record<string, Language> = {
  'juergen.weiss@nordwerk.example': 'de',
  'sabine.krueger@nordwerk.example': 'de',
  'elodie.moreau@atelier-moreau.example': 'fr',
  'begona.nunez@pena-nunez.example': 'es',
};

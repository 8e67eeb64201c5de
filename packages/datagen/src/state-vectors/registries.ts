import { countryNames } from '../faker-vocabulary.ts';
import { type Random, weightedPicker } from '../random.ts';
import type { Place } from '../sphere.ts';

/** A state of registry: its block of 24-bit addresses (ICAO Annex 10, volume III, table 9-1) and where its aircraft fly. */
export interface Registry extends Place {
  readonly country: string;
  readonly firstAddress: number;
  readonly addresses: number;
  /** Aircraft in the air, relative to the others. */
  readonly weight: number;
  /** Three-letter designators of its airlines (ICAO Doc 8585); none: registrations serve as callsigns. */
  readonly airlines: readonly string[];
}

const registry = (
  country: string,
  [firstAddress, addresses]: readonly [number, number],
  weight: number,
  [latitude, longitude]: readonly [number, number],
  airlines: string,
): Registry => ({
  country,
  firstAddress,
  addresses,
  weight,
  latitude,
  longitude,
  airlines: airlines === '' ? [] : airlines.split(' '),
});

const majorRegistries: readonly Registry[] = [
  registry(
    'United States',
    [0xa00000, 0xdf7c8],
    3600,
    [39, -92],
    'AAL DAL UAL SWA SKW JBU ASA NKS FFT FDX UPS RPA',
  ),
  registry('United Kingdom', [0x400000, 0x40000], 520, [52, -1], 'BAW EZY TOM EXS VIR'),
  registry('Germany', [0x3c0000, 0x40000], 480, [50, 9], 'DLH EWG CFG GEC'),
  registry('Ireland', [0x4ca000, 0x1000], 420, [53, -6], 'RYR EIN'),
  registry('China', [0x780000, 0x40000], 400, [31, 114], 'CCA CES CSN CHH CSC'),
  registry('Canada', [0xc00000, 0x40000], 380, [46, -78], 'ACA WJA JZA TSC'),
  registry('France', [0x380000, 0x40000], 300, [47, 3], 'AFR TVF HOP'),
  registry('Turkey', [0x4b8000, 0x8000], 260, [40, 30], 'THY PGT SXS'),
  registry('Spain', [0x340000, 0x40000], 240, [40, -4], 'IBE VLG AEA IBS'),
  registry('Malta', [0x4d2000, 0x400], 160, [36, 14], 'RYS KMM'),
  registry('Austria', [0x440000, 0x8000], 160, [48, 16], 'AUA EJU LDA'),
  registry('Hungary', [0x470000, 0x8000], 150, [47, 19], 'WZZ'),
  registry('Australia', [0x7c0000, 0x40000], 260, [-33, 147], 'QFA VOZ JST'),
  registry('Japan', [0x840000, 0x40000], 260, [35, 137], 'ANA JAL SKY'),
  registry('Brazil', [0xe40000, 0x40000], 230, [-20, -47], 'GLO TAM AZU'),
  registry('India', [0x800000, 0x40000], 260, [21, 78], 'IGO AIC SEJ'),
  registry('Netherlands', [0x480000, 0x8000], 150, [52, 5], 'KLM TRA'),
  registry('Switzerland', [0x4b0000, 0x8000], 130, [47, 8], 'SWR EZS'),
  registry('Italy', [0x300000, 0x40000], 120, [43, 12], 'ITY NOS'),
  registry('Norway', [0x478000, 0x8000], 110, [60, 10], 'NOZ WIF'),
  registry('Sweden', [0x4a8000, 0x8000], 90, [59, 17], 'SAS BRA'),
  registry('Poland', [0x488000, 0x8000], 80, [52, 20], 'LOT ENT'),
  registry('Portugal', [0x490000, 0x8000], 90, [39, -9], 'TAP EJU'),
  registry('Belgium', [0x448000, 0x8000], 60, [51, 4], 'BEL TUB'),
  registry('Finland', [0x460000, 0x8000], 50, [60, 25], 'FIN'),
  registry('Denmark', [0x458000, 0x8000], 50, [56, 11], 'SRR DTR'),
  registry('Greece', [0x468000, 0x8000], 60, [38, 24], 'AEE OAL'),
  registry('Korea, Republic of', [0x718000, 0x8000], 170, [37, 127], 'KAL AAR JJA TWB'),
  registry('United Arab Emirates', [0x896000, 0x1000], 170, [25, 55], 'UAE ETD FDB ABY'),
  registry('Qatar', [0x06a000, 0x400], 110, [25, 51], 'QTR'),
  registry('Saudi Arabia', [0x710000, 0x8000], 110, [24, 45], 'SVA KNE'),
  registry('Mexico', [0x0d0000, 0x8000], 170, [21, -101], 'AMX VOI VIV'),
  registry('Colombia', [0x0ac000, 0x1000], 80, [5, -74], 'AVA'),
  registry('Chile', [0xe80000, 0x1000], 60, [-33, -71], 'LAN SKU'),
  registry('Argentina', [0xe00000, 0x40000], 70, [-34, -62], 'ARG FBZ'),
  registry('South Africa', [0x008000, 0x8000], 60, [-28, 26], 'SFR SAA'),
  registry('Morocco', [0x020000, 0x8000], 50, [33, -7], 'RAM'),
  registry('Egypt', [0x010000, 0x8000], 50, [28, 31], 'MSR'),
  registry('Ethiopia', [0x040000, 0x1000], 40, [9, 39], 'ETH'),
  registry('Singapore', [0x768000, 0x8000], 90, [1, 104], 'SIA TGW'),
  registry('Malaysia', [0x750000, 0x8000], 80, [4, 102], 'MAS AXM'),
  registry('Thailand', [0x880000, 0x8000], 90, [14, 101], 'THA AIQ'),
  registry('Indonesia', [0x8a0000, 0x8000], 80, [-5, 110], 'GIA LNI'),
  registry('Viet Nam', [0x888000, 0x8000], 60, [16, 107], 'HVN VJC'),
  registry('New Zealand', [0xc80000, 0x8000], 60, [-40, 175], 'ANZ'),
  registry('Israel', [0x738000, 0x8000], 50, [32, 35], 'ELY'),
  registry('Iran, Islamic Republic of', [0x730000, 0x8000], 40, [34, 52], 'IRA'),
  registry('Taiwan', [0x899000, 0x400], 70, [24, 121], 'CAL EVA'),
];

/** Mostly unassigned (North America and the Pacific), so it meets no block of the major registries. */
const MINOR_BLOCK = [0x900000, 0x100000] as const;
const MINOR_PERCENT = 4;

const pickMajor = weightedPicker(majorRegistries, (candidate) => candidate.weight);

/** Where the next aircraft is registered: mostly in one of the major states, else in any country. */
export function drawRegistry(random: Random): Registry {
  if (!random.chance(MINOR_PERCENT)) return pickMajor(random);
  const place = [random.between(-35, 60), random.between(-180, 179)] as const;
  return registry(random.pick(countryNames), MINOR_BLOCK, 0, place, '');
}

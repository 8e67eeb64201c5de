import type { Place } from '../sphere.ts';

/** An airport of the USA. Faker has names and codes of some, but neither places nor cities. */
export interface Airport extends Place {
  readonly code: string;
  readonly city: string;
  readonly state: string;
  /** Standard time, kept all year. */
  readonly utcOffsetHours: number;
  /** Departures relative to the others. */
  readonly weight: number;
}

const airport = (
  code: string,
  city: string,
  state: string,
  latitude: number,
  longitude: number,
  utcOffsetHours: number,
  weight: number,
): Airport => ({ code, city, state, latitude, longitude, utcOffsetHours, weight });

export const airports: readonly Airport[] = [
  airport('ATL', 'Atlanta', 'GA', 33.64, -84.43, -5, 330),
  airport('DFW', 'Dallas/Fort Worth', 'TX', 32.9, -97.04, -6, 280),
  airport('DEN', 'Denver', 'CO', 39.86, -104.67, -7, 270),
  airport('ORD', 'Chicago', 'IL', 41.98, -87.9, -6, 270),
  airport('CLT', 'Charlotte', 'NC', 35.21, -80.94, -5, 190),
  airport('LAX', 'Los Angeles', 'CA', 33.94, -118.41, -8, 180),
  airport('LAS', 'Las Vegas', 'NV', 36.08, -115.15, -8, 170),
  airport('PHX', 'Phoenix', 'AZ', 33.43, -112.01, -7, 160),
  airport('SEA', 'Seattle', 'WA', 47.45, -122.31, -8, 155),
  airport('MCO', 'Orlando', 'FL', 28.43, -81.31, -5, 150),
  airport('LGA', 'New York', 'NY', 40.78, -73.87, -5, 145),
  airport('DCA', 'Washington', 'VA', 38.85, -77.04, -5, 135),
  airport('IAH', 'Houston', 'TX', 29.98, -95.34, -6, 130),
  airport('BOS', 'Boston', 'MA', 42.36, -71.01, -5, 125),
  airport('SFO', 'San Francisco', 'CA', 37.62, -122.38, -8, 125),
  airport('EWR', 'Newark', 'NJ', 40.69, -74.17, -5, 125),
  airport('MSP', 'Minneapolis', 'MN', 44.88, -93.22, -6, 120),
  airport('DTW', 'Detroit', 'MI', 42.21, -83.35, -5, 120),
  airport('JFK', 'New York', 'NY', 40.64, -73.78, -5, 110),
  airport('MIA', 'Miami', 'FL', 25.8, -80.29, -5, 105),
  airport('SLC', 'Salt Lake City', 'UT', 40.79, -111.98, -7, 105),
  airport('PHL', 'Philadelphia', 'PA', 39.87, -75.24, -5, 95),
  airport('BNA', 'Nashville', 'TN', 36.12, -86.68, -6, 95),
  airport('BWI', 'Baltimore', 'MD', 39.18, -76.67, -5, 90),
  airport('FLL', 'Fort Lauderdale', 'FL', 26.07, -80.15, -5, 85),
  airport('SAN', 'San Diego', 'CA', 32.73, -117.19, -8, 85),
  airport('TPA', 'Tampa', 'FL', 27.98, -82.53, -5, 75),
  airport('MDW', 'Chicago', 'IL', 41.79, -87.75, -6, 75),
  airport('AUS', 'Austin', 'TX', 30.19, -97.67, -6, 75),
  airport('IAD', 'Washington', 'VA', 38.95, -77.46, -5, 65),
  airport('DAL', 'Dallas', 'TX', 32.85, -96.85, -6, 65),
  airport('STL', 'St. Louis', 'MO', 38.75, -90.37, -6, 55),
  airport('RDU', 'Raleigh/Durham', 'NC', 35.88, -78.79, -5, 55),
  airport('PDX', 'Portland', 'OR', 45.59, -122.6, -8, 55),
  airport('HNL', 'Honolulu', 'HI', 21.32, -157.92, -10, 55),
  airport('HOU', 'Houston', 'TX', 29.65, -95.28, -6, 50),
  airport('MSY', 'New Orleans', 'LA', 29.99, -90.26, -6, 45),
  airport('SMF', 'Sacramento', 'CA', 38.7, -121.59, -8, 45),
  airport('MCI', 'Kansas City', 'MO', 39.3, -94.71, -6, 42),
  airport('SJC', 'San Jose', 'CA', 37.36, -121.93, -8, 42),
  airport('SNA', 'Santa Ana', 'CA', 33.68, -117.87, -8, 40),
  airport('CLE', 'Cleveland', 'OH', 41.41, -81.85, -5, 36),
  airport('IND', 'Indianapolis', 'IN', 39.72, -86.29, -5, 36),
  airport('PIT', 'Pittsburgh', 'PA', 40.49, -80.23, -5, 36),
  airport('CMH', 'Columbus', 'OH', 40.0, -82.89, -5, 36),
  airport('SAT', 'San Antonio', 'TX', 29.53, -98.47, -6, 36),
  airport('CVG', 'Cincinnati', 'OH', 39.05, -84.66, -5, 34),
  airport('OAK', 'Oakland', 'CA', 37.72, -122.22, -8, 34),
  airport('RSW', 'Fort Myers', 'FL', 26.54, -81.76, -5, 34),
  airport('JAX', 'Jacksonville', 'FL', 30.49, -81.69, -5, 30),
  airport('PBI', 'West Palm Beach/Palm Beach', 'FL', 26.68, -80.1, -5, 30),
  airport('OGG', 'Kahului', 'HI', 20.9, -156.43, -10, 26),
  airport('BUR', 'Burbank', 'CA', 34.2, -118.36, -8, 26),
  airport('BDL', 'Hartford', 'CT', 41.94, -72.68, -5, 24),
  airport('ABQ', 'Albuquerque', 'NM', 35.04, -106.61, -7, 24),
  airport('OMA', 'Omaha', 'NE', 41.3, -95.89, -6, 22),
  airport('MKE', 'Milwaukee', 'WI', 42.95, -87.9, -6, 22),
  airport('BOI', 'Boise', 'ID', 43.56, -116.22, -7, 22),
  airport('ANC', 'Anchorage', 'AK', 61.17, -149.99, -9, 20),
  airport('TUL', 'Tulsa', 'OK', 36.2, -95.89, -6, 16),
  airport('LIT', 'Little Rock', 'AR', 34.73, -92.22, -6, 14),
  airport('BIL', 'Billings', 'MT', 45.81, -108.54, -7, 7),
  airport('FSD', 'Sioux Falls', 'SD', 43.58, -96.74, -6, 7),
  airport('BTV', 'Burlington', 'VT', 44.47, -73.15, -5, 7),
  airport('FAR', 'Fargo', 'ND', 46.92, -96.82, -6, 6),
];

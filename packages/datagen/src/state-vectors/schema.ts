import { tableOf } from '../table-of.ts';

/**
 * The fields of the OpenSky Network's state vectors in their order, without the seldom filled `sensors`
 * (https://openskynetwork.github.io/opensky-api/rest.html). Metres, metres per second, degrees;
 * `last_contact` in seconds since 1970-01-01T00:00:00Z.
 */
export const stateVectorsSchema = tableOf({
  icao24: 'string',
  callsign: 'string',
  origin_country: 'string',
  time_position: 'timestamp',
  last_contact: 'int64',
  longitude: 'float64',
  latitude: 'float64',
  baro_altitude: 'float64',
  on_ground: 'boolean',
  velocity: 'float64',
  true_track: 'float64',
  vertical_rate: 'float64',
  geo_altitude: 'float64',
  squawk: 'string',
  spi: 'boolean',
  position_source: 'int64',
  category: 'int64',
});

import { tableOf } from '../table-of.ts';

/**
 * The best known of the columns of the Reporting Carrier On-Time Performance table, as it names them
 * (https://www.transtats.bts.gov/Fields.asp?gnoyr_VQ=FGJ). Times of day are local `hhmm`; delays and durations are
 * in minutes, distances in statute miles.
 */
export const airlineOntimeSchema = tableOf({
  FlightDate: 'date',
  DayOfWeek: 'int64',
  Carrier: 'string',
  TailNum: 'string',
  FlightNum: 'int64',
  Origin: 'string',
  OriginCityName: 'string',
  OriginState: 'string',
  OriginStateName: 'string',
  Dest: 'string',
  DestCityName: 'string',
  DestState: 'string',
  DestStateName: 'string',
  CRSDepTime: 'string',
  DepTime: 'string',
  DepDelay: 'float64',
  TaxiOut: 'float64',
  WheelsOff: 'string',
  WheelsOn: 'string',
  TaxiIn: 'float64',
  CRSArrTime: 'string',
  ArrTime: 'string',
  ArrDelay: 'float64',
  Cancelled: 'float64',
  CancellationCode: 'string',
  Diverted: 'float64',
  CRSElapsedTime: 'float64',
  ActualElapsedTime: 'float64',
  AirTime: 'float64',
  Distance: 'float64',
  CarrierDelay: 'float64',
  WeatherDelay: 'float64',
  NASDelay: 'float64',
  SecurityDelay: 'float64',
  LateAircraftDelay: 'float64',
});

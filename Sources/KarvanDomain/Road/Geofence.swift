// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Where customers are, and whether somebody who checked in was there.
public enum Geofence {
  /// How far from a customer's place a check-in may be where the place says nothing, in metres.
  public static let usualMetres: Int64 = 200

  /// The places of an account, and of those that were merged with it, that are known by position,
  /// with how far from each a check-in may be, in metres.
  public static func places(
    of account: RecordID, reader: any RecordReader
  ) throws -> [(address: RecordView, point: GeoPoint, tolerance: Int64)] {
    let shape = Address.shape
    return try CustomerParts.places(of: account, reader: reader).compactMap { address in
      guard let point = GeoPoint(address[shape.latitude], address[shape.longitude]) else {
        return nil
      }
      let tolerance = address[shape.geofenceM].integer ?? usualMetres
      return (address, point, tolerance + (address[shape.accuracyM].integer ?? 0))
    }
  }

  /// The place that reps drive to: the one for deliveries before the main one before others.
  public static func place(
    of account: RecordID, reader: any RecordReader
  ) throws -> (address: RecordView, point: GeoPoint)? {
    let order = ["delivery", "main", "warehouse"]
    func rank(_ address: RecordView) -> Int {
      order.firstIndex(of: address[Address.shape.kind].text ?? "") ?? order.count
    }
    return try places(of: account, reader: reader)
      .min { (rank($0.address), $0.address.id) < (rank($1.address), $1.address.id) }
      .map { ($0.address, $0.point) }
  }

  /// How far a position is from the nearest place of an account, in metres beyond what is allowed
  /// there and beyond what the device may be wrong by: 0 for somebody who may well be there, nil
  /// where no place is known.
  public static func deviation(
    of fix: GeoFix, from account: RecordID, reader: any RecordReader
  ) throws -> Int64? {
    let here = GeoPoint(latitude: fix.latitude, longitude: fix.longitude)
    return try places(of: account, reader: reader).map { place in
      max(0, here.metres(to: place.point) - place.tolerance - (fix.accuracyM ?? 0))
    }.min()
  }
}

// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

/// A library target of ours under the house settings.
func house(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// The test target of a library.
func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource]? = nil)
  -> Target
{
  .testTarget(
    name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let grdbSQLite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let protobuf = Target.Dependency.product(name: "SwiftProtobuf", package: "swift-protobuf")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let lifecycle = Target.Dependency.product(
  name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(
  name: "UnixSignals", package: "swift-service-lifecycle")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdTesting = Target.Dependency.product(
  name: "HummingbirdTesting", package: "hummingbird")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let httpClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")

let package = Package(
  name: "karvan",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "karvan", targets: ["karvan"]),
    .executable(name: "karvan-server", targets: ["karvan-server"]),
  ],
  dependencies: [
    // SQLite with prepared statements, WAL pools and FTS5: years of care that we need not repeat.
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    // The HTTP server: small, on SwiftNIO, streaming bodies with limits.
    .package(
      url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1",
      traits: ["FullFoundation"]),
    // Hummingbird's own byte buffers and threads for blocking work; no copy of them in between.
    .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    // The HTTP client of the device: proxies, TLS and timeouts done right.
    .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
    // Commands, help, completion and manual from one declaration.
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    // Structured logs, with the handler chosen by the main.
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    // Graceful stop on signals.
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    // The envelopes of the wire, generated from protocol/karvan.proto.
    .package(url: "https://github.com/apple/swift-protobuf", exact: "1.39.0"),
  ],
  targets: [
    .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    house("KarvanCore", []),
    house("KarvanDomain", ["KarvanCore"]),
    house("KarvanSync", ["KarvanCore"]),
    house("KarvanWire", ["KarvanCore", "KarvanSync", protobuf]),
    house("KarvanSealing", ["KarvanCore", "KarvanSync", "CSodium", "CZstd"]),
    house("KarvanStore", ["KarvanCore", "KarvanSync", grdb, grdbSQLite]),
    house(
      "KarvanServer",
      [
        "KarvanCore", "KarvanDomain", "KarvanSync", "KarvanWire", "KarvanSealing", "KarvanStore",
        hummingbird, nioCore, nioPosix, logging, lifecycle, unixSignals, arguments,
      ]),
    house(
      "KarvanCLI",
      [
        "KarvanCore", "KarvanDomain", "KarvanSync", "KarvanWire", "KarvanSealing", "KarvanStore",
        arguments, httpClient, nioCore, nioHTTP1,
      ]),
    .executableTarget(name: "karvan", dependencies: ["KarvanCLI"], swiftSettings: strict),
    .executableTarget(
      name: "karvan-server", dependencies: ["KarvanServer"], swiftSettings: strict),

    // Runs the shipped client and office in one thread on virtual machines; see tools/simulate.
    .target(name: "CSimulatedMachine", dependencies: ["CSodium"]),
    house(
      "KarvanSimulation",
      [
        "KarvanCore", "KarvanDomain", "KarvanSync", "KarvanWire", "KarvanSealing", "KarvanStore",
        "KarvanServer", "KarvanCLI", "CSimulatedMachine", "TestSupport",
      ]),
    .executableTarget(
      name: "karvan-simulate", dependencies: ["KarvanSimulation", arguments],
      swiftSettings: strict),

    // Measures the shipped client and server over a real socket; see tools/bench.
    .executableTarget(
      name: "karvan-bench",
      dependencies: [
        "KarvanCore", "KarvanDomain", "KarvanSync", "KarvanWire", "KarvanSealing", "KarvanStore",
        "KarvanServer", "KarvanCLI", "TestSupport",
      ],
      swiftSettings: strict),

    // The decoders of bytes from outside with their laws, and the search for bytes that break them;
    // see tools/fuzz.
    .systemLibrary(name: "CFuzzer"),
    house(
      "KarvanFuzzing",
      [
        "KarvanCore", "KarvanDomain", "KarvanSync", "KarvanWire", "KarvanSealing", "KarvanStore",
        "KarvanServer", "KarvanCLI", "TestSupport",
      ]),
    // Drives the real programs as processes and kills them; see tools/torture.
    .executableTarget(
      name: "karvan-torture", dependencies: ["TestSupport"], swiftSettings: strict),
    .executableTarget(
      name: "karvan-fuzz", dependencies: ["KarvanFuzzing", "CFuzzer"], swiftSettings: strict),

    .target(
      name: "TestSupport", dependencies: ["KarvanCore"], path: "Tests/Support",
      swiftSettings: strict),
    // Counts what tests allocate; in no product.
    .target(name: "Allocations", path: "Tests/Allocations"),
    tests("TidyTests", []),
    tests("KarvanCoreTests", ["KarvanCore", "TestSupport"]),
    tests("KarvanDomainTests", ["KarvanCore", "KarvanDomain", "TestSupport"]),
    tests("KarvanSealingTests", ["KarvanCore", "KarvanSync", "KarvanSealing"]),
    tests(
      "KarvanStoreTests",
      ["KarvanCore", "KarvanSync", "KarvanStore", "TestSupport", "Allocations", grdb]),
    tests("KarvanWireTests", ["KarvanCore", "KarvanSync", "KarvanWire", "TestSupport"]),
    tests(
      "KarvanServerTests",
      [
        "KarvanCore", "KarvanDomain", "KarvanSync", "KarvanWire", "KarvanSealing", "KarvanStore",
        "KarvanServer", "KarvanCLI", "TestSupport", hummingbird, hummingbirdTesting, nioCore,
        arguments,
      ]),
    tests("SimulationTests", ["KarvanCore", "KarvanSimulation", "TestSupport"]),
    tests("KarvanFuzzingTests", ["KarvanFuzzing"]),
    tests(
      "KarvanCLITests",
      [
        "KarvanCore", "KarvanDomain", "KarvanSync", "KarvanWire", "KarvanSealing", "KarvanStore",
        "KarvanCLI", "TestSupport",
      ]),
  ]
)

import Synchronization

/// A field that makes the struct around it live at one address.
///
/// A large struct whose fields are all loadable is copied whole whenever it is lent to a function
/// that is not inlined: 328 bytes at every placement for the cluster, a third of its cost. A struct
/// that holds an atomic cannot be moved through registers, so lending it passes its address.
struct KeptInMemory: ~Copyable, Sendable {
  private let marker = Atomic<UInt8>(0)
}

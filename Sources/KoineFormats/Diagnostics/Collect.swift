/// The value of `body`, or `nil` and its problems added to `problems`: for reporting several at once.
public func collect<Value>(
  _ problems: inout [Diagnostic], _ body: () throws(InputError) -> Value
) -> Value? {
  do throws(InputError) {
    return try body()
  } catch {
    problems += error.diagnostics
    return nil
  }
}

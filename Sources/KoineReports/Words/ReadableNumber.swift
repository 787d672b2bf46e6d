/// `value` with commas between thousands: `22,832`. The same in every locale.
public func grouped(_ value: Int) -> String {
  var digits = String(value.magnitude)
  var groups: [Substring] = []
  while digits.count > 3 {
    groups.append(digits.suffix(3))
    digits.removeLast(3)
  }
  let text = ([digits[...]] + groups.reversed()).joined(separator: ",")
  return value < 0 ? "-" + text : text
}

/// `value` with `places` decimals (0...6), rounded half away from zero, thousands separated.
public func decimal(_ value: Double, places: Int) -> String {
  guard value.isFinite, abs(value) < 1e12 else { return value.description }
  let scale = [1.0, 10, 100, 1e3, 1e4, 1e5, 1e6][places]
  let units = Int((abs(value) * scale).rounded())
  let whole = grouped(units / Int(scale))
  let sign = value < 0 && units != 0 ? "-" : ""
  if places == 0 { return sign + whole }
  let rest = String(units % Int(scale))
  return sign + whole + "." + String(repeating: "0", count: places - rest.count) + rest
}

/// A count of accelerators on average: whole from 10 on, one decimal below.
func average(_ value: Double) -> String {
  if value > 0 && value < 0.05 { return "<0.1" }
  return value >= 9.95 || value == value.rounded()
    ? decimal(value, places: 0) : decimal(value, places: 1)
}

/// A share of 0...1 as `87.3 %`; a little that would round to nothing is `<0.1 %`, and almost
/// everything never rounds to all.
public func percentage(_ share: Double) -> String {
  if share > 0 && share < 0.0005 { return "<0.1 %" }
  if share < 1 && share >= 0.9995 { return ">99.9 %" }
  return decimal(share * 100, places: 1) + " %"
}

/// `1 job`, `2 jobs`.
func counted(_ count: Int, _ singular: String, _ plural: String? = nil) -> String {
  "\(grouped(count)) \(count == 1 ? singular : plural ?? singular + "s")"
}

/// A power with the largest unit that leaves it at 1 or more: `2.5 MW`, `500 kW`, `900 W`.
func readablePower(_ power_w: Double) -> String {
  let (unit, scale) =
    power_w >= 1e6 ? ("MW", 1e6) : power_w >= 1e3 ? ("kW", 1e3) : ("W", 1.0)
  return "\(shortNumber(power_w / scale)) \(unit)"
}

/// `value` with an SI prefix that leaves it at 1 or more: `3.2 MWh`, `512 kWh`.
func energy(_ kilowattHours: Double) -> String {
  let (value, unit) =
    switch kilowattHours {
    case 1e6...: (kilowattHours / 1e6, "GWh")
    case 1e3...: (kilowattHours / 1e3, "MWh")
    case 1...: (kilowattHours, "kWh")
    default: (kilowattHours * 1e3, "Wh")
    }
  return decimal(value, places: value < 99.95 ? 1 : 0) + " " + unit
}

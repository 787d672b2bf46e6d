import KoineModel

/// `fragmentation`: the part of the time that accelerators were free while something waited in which
/// nothing that waited could have used them. 0 if nothing was free while something waited.
func fragmentation(_ time: AcceleratorTime) -> Double {
  let whileWaiting = time[.freeUnusable] + time[.freeWithheld]
  return whileWaiting == 0 ? 0 : Double(time[.freeUnusable]) / Double(whileWaiting)
}

public import KoineMetrics

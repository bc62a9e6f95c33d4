const first = [
  { id: 'lisbon', title: 'Lisbon', days: 4, notes: ['Tram 28', 'Pastéis'] },
  { id: 'kyoto', title: 'Kyoto 京都', days: 7, notes: ['Temples'] },
]

let trips = []

export function restore() {
  trips = wx.getStorageSync('trips') || first
}

export function all() {
  return trips
}

export function find(id) {
  return trips.find((trip) => trip.id === id)
}

export function save(trip) {
  trips = trips.map((old) => (old.id === trip.id ? trip : old))
  wx.setStorageSync('trips', trips)
}

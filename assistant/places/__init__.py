"""What differs by place: windows, people, amounts and dates of a village and of all it lies in, laid over the guides."""

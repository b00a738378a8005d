// The rooms of this target are built behind the trait; without it the module is there and empty.
